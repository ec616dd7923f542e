/** While a plan is carried out: how far that is, and what the step at hand is for. */
export type Progress = { readonly done: number; readonly total: number; readonly why: string };

/** While claims are checked: the same of claims, and how many of those that are judged fail. */
export type CheckProgress = Progress & { readonly failed: number };
