/** How the documents write values (toloka-api §3.4, §5.1). */

/** A link in visible characters. */
export const LINK = /^(?:https?:\/\/|www)[^\s\p{Cf}\p{Cc}\uFFFD]+$/u;
/** Nearly all links, recognized in half the time. */
export const LIKELY_LINK = /^(?:https?:\/\/|www)[!-~]+$/;

/** Latitude, then longitude. */
export const COORDINATES = /^(-?\d+(?:\.\d+)?), ?(-?\d+(?:\.\d+)?)$/;
/** Those that are within the ranges whatever their digits are. */
export const LIKELY_COORDINATES = /^-?[0-8]?\d(?:\.\d+)?,-?\d{1,2}(?:\.\d+)?$/;

/** A number as many countries write it. */
export const DECIMAL_COMMA = /^\s*[+-]?\d+,\d+\s*$/;
