/** While a plan is carried out: how far that is, and what the step at hand is for. */
export type Progress = { readonly done: number; readonly total: number; readonly why: string };
