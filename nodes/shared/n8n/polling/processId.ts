import { randomUUID } from 'crypto';

/** Distinguishes the process that wrote a state from the one that reads it. */
export const PROCESS_ID = randomUUID();
