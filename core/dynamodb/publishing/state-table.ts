/** The Glue table of the items of a published table, one partition for each date that was published. */
export const stateTable = (glueTable: string): string => `${glueTable}_state`;

/** Folder of all such tables, below the history of their entry. No Glue table has a hyphen in its name. */
export const dailyStatesFolder = (historyFolder: string): string => `${historyFolder}daily-state/`;
