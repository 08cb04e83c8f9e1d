"""The maps in other formats: plain JSON, and the grid as a picture."""
