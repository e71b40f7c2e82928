import { randomUUID } from 'crypto';

/** Tells the process that wrote a state from the one that reads it. */
export const PROCESS_ID = randomUUID();
