/** Without the place in a body that a person never wrote: it is for those who write requests. Pure. */
export const forPeople = (message: string): string => message.replace(/^In the (?:body|query)(?: at .*?)?: /gm, '');
