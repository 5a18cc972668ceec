"""``python -m imvograph``."""

from imvograph.cli import main

main()
