export interface Product {
  sku: string;
  name: string;
  price: string;
  currency: string;
}

const catalogUrl = process.env.CATALOG_URL ?? "http://127.0.0.1:8001";
const maxAgeMs = 30_000;

let cached: { at: number; products: Product[] } | undefined;

/** The products on sale, at most half a minute old. */
export async function products(): Promise<Product[]> {
  if (cached && Date.now() - cached.at < maxAgeMs) {
    return cached.products;
  }
  const answer = await fetch(`${catalogUrl}/products`, { signal: AbortSignal.timeout(2_000) });
  if (!answer.ok) {
    throw new Error(`catalog answered ${answer.status}`);
  }
  cached = { at: Date.now(), products: (await answer.json()) as Product[] };
  return cached.products;
}

export function forgetProducts(): void {
  cached = undefined;
}
