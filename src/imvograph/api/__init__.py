"""The way out: HTTP. A handler looks up, asks, represents; ``app`` assembles, ``problems`` knows about errors."""
