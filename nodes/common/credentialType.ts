/** The name of the credential type that all nodes use. */
export const CREDENTIAL = 'klingMotionControlApi';
