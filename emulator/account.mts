/** The account that the tokens belong to; what `GET /requester` names. */
export const REQUESTER_ID = '566ec2b0ff0deeaae5f9d500';
