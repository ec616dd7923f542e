// Pearson's chi-square test: how likely is it that what was counted is chance, if all were equally likely?

/** The chance that equally likely things come out as unevenly as these counts, or more so. 1 where there is no choice. */
export const evenness = (counts: readonly number[]): number => {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  if (counts.length < 2 || mean === 0) return 1;
  const statistic = counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
  return 1 - lowerGamma((counts.length - 1) / 2, statistic / 2);
};

/**
 * The regularized lower incomplete gamma function for a multiple of one half, by its series
 * x^a e^-x / Γ(a + 1) · (1 + x / (a + 1) + x² / ((a + 1)(a + 2)) + …) (NIST DLMF 8.11.4).
 */
const lowerGamma = (a: number, x: number): number => {
  if (x > largest) return 1;
  let [term, sum, next] = [1, 1, a + 1];
  while (term > sum * Number.EPSILON) {
    term *= x / next;
    sum += term;
    next += 1;
  }
  return Math.min(1, (x ** a * Math.exp(-x) * sum) / gamma(a + 1));
};

/** Far beyond any doubt, and not yet where e^x is no number. */
const largest = 500;

/** Γ of a positive multiple of one half: Γ(1/2) is √π, and Γ(z) is (z - 1) Γ(z - 1). */
const gamma = (z: number): number => {
  if (z === 0.5) return Math.sqrt(Math.PI);
  return z <= 1 ? 1 : (z - 1) * gamma(z - 1);
};
