/** What the kernel calls: modules of imports are named after the file that declares them. */

/** Replaces so many doubles by a function of them: the profile of a kernel, by its number, or the cosine. */
export declare function applyFunction(number: i32, at: usize, count: i32): void
