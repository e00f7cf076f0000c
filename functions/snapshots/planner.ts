/**
 * The machine whose redrive plans and copies an export anew. Its nested `publish-export` only repeats the plan it has.
 */
export const PLANNER = 'export-snapshot';
