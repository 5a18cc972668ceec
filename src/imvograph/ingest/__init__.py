"""The way in from the world: one reader per source format; each turns bytes into a `Document`, or says why not."""
