"""Those we measure ourselves against, each as its own documentation shows it.

They run in a virtual environment of their own (`bench/peers.txt`) and import nothing of ours.
`python -m bench.peers.NAME PORT`; what they share with the platform is in the environment.
"""
