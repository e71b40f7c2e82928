/** Id of the account that the tokens belong to, as in `GET /requester`. */
export const REQUESTER_ID = '566ec2b0ff0deeaae5f9d500';
