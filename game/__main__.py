"""``python -m game`` is the command ``heptagon``."""

from game.cli.main import main

if __name__ == "__main__":
    main()
