/**
 * Orders of joint moments with which networks that train on stay close to the wide one, best first (`pnpm lab fig4`): one that is
 * found by measurement on functions of the start does worse.
 */
export const TRAINING_ORDERS: readonly number[] = [5, 4, 3]
