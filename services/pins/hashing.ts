import { availableParallelism } from 'node:os';
import { hashRaw } from '@node-rs/argon2';
import type { Secret } from '../base/secret';
import { Busy } from '../base/start-again';

/** The cost that OWASP's password storage page names for Argon2id: 19 MiB, 2 passes, 1 lane. */
const argon2id = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

/** Node's pool has four threads. One is left for files and host names, so that hashing delays nothing else. */
const mostThreads = 3;
/**
 * At about 40 ms each, the last one in the queue waits 8 s, which is as long as a change may take
 * (services/base/mongo.ts).
 */
const waitingForEach = 200;

/**
 * Argon2id with a limit (threats C8): one core is left for everything else, and a hash that cannot start soon is
 * refused, so that they do not pile up. Each hash that runs takes 19 MiB; one that waits takes nothing.
 */
export function createHashing(limits: { running?: number; waiting?: number } = {}) {
  const running = limits.running ?? Math.max(1, Math.min(availableParallelism() - 1, mostThreads));
  const waiting = limits.waiting ?? running * waitingForEach;
  const queue: (() => void)[] = [];
  let active = 0;

  /** @throws HashingBusy when the queue is full */
  return async function hash(pin: Secret, salt: Buffer): Promise<Buffer> {
    if (active < running) active += 1;
    else if (queue.length >= waiting) throw new HashingBusy();
    // A hash that ends hands its place over, so that nothing that comes later jumps the queue.
    else await new Promise<void>((start) => queue.push(start));
    try {
      return await hashRaw(pin.reveal(), { ...argon2id, salt });
    } finally {
      const next = queue.shift();
      if (next) next();
      else active -= 1;
    }
  };
}

/** More PINs are to be hashed at once than this process can do in time. */
export class HashingBusy extends Busy {
  override name = 'HashingBusy' as const;

  constructor() {
    super('Too many PINs are being checked or made at once; try again in a few seconds.');
  }
}
