# %% [markdown]
# # Where does the energy go?
#
# Twenty balls fall in a heptagon that turns. Its walls push them up, and impacts turn motion into heat. After every
# step the ledger of the simulation says how much of each there is.
#
# Run it from the folder of the repository: `python tests/examples/energies.py`. Editors that know cells, such as
# VS Code or Spyder, run it cell by cell like a notebook. With matplotlib it draws a picture, without it a table.

# %% Run the level for ten seconds, and keep the ledger of every step.
from game import Simulation, load_level

simulation = Simulation(load_level("levels/heptagon.toml"), seed=4)
times, ledgers = [simulation.time], [simulation.ledger()]
for _ in range(600):
    simulation.step()
    times.append(simulation.time)
    ledgers.append(simulation.ledger())

# %% Pick what to show: one list of energies, in J, for each name.
curves = {
    "kinetic": [ledger.kinetic for ledger in ledgers],
    "spin": [ledger.spin for ledger in ledgers],
    "potential": [ledger.potential for ledger in ledgers],
    "from the walls": [ledger.work for ledger in ledgers],
    "heat": [ledger.dissipated for ledger in ledgers],
}

# %% Check the account: what was there + what the walls put in - what became heat = what there is.
start = ledgers[0].energy
errors = [start + ledger.work - ledger.dissipated - ledger.energy for ledger in ledgers]
print(f"largest error of the account: {max(map(abs, errors)):.1e} J")

# %% Draw the curves, or print a row for each second.
try:
    import matplotlib.pyplot as plt
except ImportError:
    print("time, s " + "".join(f"{name:>16}" for name in curves))
    for row in range(0, len(times), 60):
        print(f"{times[row]:7.1f} " + "".join(f"{curve[row]:16.3f}" for curve in curves.values()))
else:
    for name, curve in curves.items():
        plt.plot(times, curve, label=name)
    plt.xlabel("time, s")
    plt.ylabel("energy, J")
    plt.legend()
    plt.savefig("energies.png")
    print("wrote energies.png")
