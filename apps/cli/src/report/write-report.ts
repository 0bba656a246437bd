export async function writeReport(..._a: unknown[]) {}
