import { templateError } from "../errors.ts";

/** The first `count` blocks of IPv4 addresses in `block` that have `bits` bits for hosts, as Fn::Cidr yields them. */
export function cidrBlocks(block: string, count: number, bits: number): string[] {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(block);
  const [a = 256, b = 256, c = 256, d = 256, prefix = 33] = (match?.slice(1) ?? []).map(Number);
  if (Math.max(a, b, c, d) > 255 || prefix > 32) {
    throw templateError(`Fn::Cidr: ${block} is no block of IPv4 addresses`);
  }
  const size = 2 ** bits;
  const available = 2 ** (32 - prefix);
  const start = Math.floor((((a * 256 + b) * 256 + c) * 256 + d) / available) * available;
  const whole = Number.isInteger(count) && Number.isInteger(bits);
  if (!whole || count < 1 || count > 256 || bits < 1 || count * size > available) {
    throw templateError(`Fn::Cidr: ${block} does not hold ${count} blocks with ${bits} bits each`);
  }
  return Array.from({ length: count }, (_, at) => `${address(start + at * size)}/${32 - bits}`);
}

function address(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
