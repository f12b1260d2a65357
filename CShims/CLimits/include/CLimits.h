// CLimits
