"""Power cuts, kills and full disks with real processes: `siaga drill listrik`, `siaga drill bunuh`."""
