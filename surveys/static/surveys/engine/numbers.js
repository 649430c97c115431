// Numbers as they are stored and shown: twelve digits, no exponent, exact sums.
export const LARGEST = 10 ** 15 - 1;
const SIGNIFICANT_DIGITS = 12;
const MOST_STEPS = 2 ** 31;

/** A number with the twelve significant digits that are stored. */
export const significant = (number) => Number(number.toPrecision(SIGNIFICANT_DIGITS));

/** A number without an exponent: a person reads 0.0000001, not 1e-7. */
export function plainNumber(value) {
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isInteger(value)) return String(BigInt(value));
  const [digits, power] = String(value).split("e-");
  if (!power) return digits;
  const sign = value < 0 ? "-" : "";
  return `${sign}0.${"0".repeat(power - 1)}${digits.replace(/[-.]/g, "")}`;
}

/** A number of instances as it was sent; whatever else was sent counts as none. */
export const wholeNumber = (value) => (
  Number.isInteger(value) && Math.abs(value) <= LARGEST ? value : 0
);

/**
 * The sum rounded once, so that no order of answers changes it; NaN when too large.
 * Source: Shewchuk (1997), Discrete & Computational Geometry 18.
 */
export function exactSum(numbers) {
  const partials = [];
  for (let sum of numbers) {
    let count = 0;
    for (let part of partials) {
      if (Math.abs(sum) < Math.abs(part)) [sum, part] = [part, sum];
      const high = sum + part;
      const low = part - (high - sum);
      if (low !== 0) partials[count++] = low;
      sum = high;
    }
    if (!Number.isFinite(sum)) return NaN;
    partials.length = count;
    partials.push(sum);
  }
  return rounded(partials);
}

/** Partials that do not overlap, smallest first → the nearest number, halves to even. */
function rounded(partials) {
  let sum = partials.pop() ?? 0;
  let low = 0;
  while (partials.length && low === 0) {
    const part = partials.pop();
    const high = sum + part;
    low = part - (high - sum);
    sum = high;
  }
  const rest = partials.pop() ?? 0;
  const twice = sum + low * 2;
  const halfway = low !== 0 && Math.sign(low) === Math.sign(rest);
  return halfway && twice - sum === low * 2 ? twice : sum;
}

/**
 * a to the power of b, NaN unless finite. Whole powers multiply and the others keep
 * twelve digits, since every machine has its own last digit of pow.
 */
export function power(a, b) {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return NaN;
  const isWhole = Number.isInteger(b) && Math.abs(b) < MOST_STEPS;
  const product = isWhole ? multiplied(a, Math.abs(b)) : a ** b;
  if (!isWhole) return Number.isFinite(product) ? significant(product) : NaN;
  const result = b < 0 ? 1 / product : product;
  return Number.isFinite(result) ? result : NaN;
}

function multiplied(base, times) {
  let product = 1;
  for (let left = times; left > 0; left = Math.floor(left / 2)) {
    if (left % 2) product *= base;
    base *= base;
  }
  return product;
}
