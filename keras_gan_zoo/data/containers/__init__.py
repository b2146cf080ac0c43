"""Files that hold pictures: archives, databases and tables, each seen as a folder."""
