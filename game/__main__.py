"""``python -m game`` is the command ``heptagon``."""

from game.cli import main

if __name__ == "__main__":
    main()
