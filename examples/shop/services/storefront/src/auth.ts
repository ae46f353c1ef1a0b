import { createHash, timingSafeEqual } from "node:crypto";
import type { NextFunction, Request, Response } from "express";

// Both sides are hashed first: timingSafeEqual wants equal lengths, and the length of the token is nobody's business.
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Lets a request pass only with the operators' token. Without a configured token nobody passes. */
export function requireAdmin(req: Request, res: Response, next: NextFunction): void {
  const expected = process.env.ADMIN_TOKEN;
  const given = req.get("authorization")?.replace(/^Bearer /, "") ?? "";
  if (!expected || !sameSecret(given, expected)) {
    res.status(401).json({ title: "Operators only", status: 401 });
    return;
  }
  next();
}
