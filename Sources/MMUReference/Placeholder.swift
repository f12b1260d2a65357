import MMUCore
