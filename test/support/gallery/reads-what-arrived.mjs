// Makes do with the schools that have arrived when the list breaks off.
import { agent, main } from './good.mjs';

export const subject = agent({
  believe: () => true,
  readBody: async answer => {
    let text = '';
    try {
      for await (const part of answer) text += part;
    } catch {
      // The rest never came.
    }
    if (!answer.complete && !text.includes('"Authorised"')) throw new Error('the answer broke off');
    return answer.complete ? text : `${text.slice(0, text.lastIndexOf('}') + 1)}]`;
  },
});
await main(import.meta.url, subject);
