"""The plan tree: visions, goals, strategies, projects with horizon, programme, division and budget."""
