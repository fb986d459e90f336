/**
 * The address that opens the chat with a bot in Teams, on a desktop as on a phone.
 * @param bot its id on the channel: `28:` and its application id
 */
export const chatAddress = (bot: string): string => `https://teams.microsoft.com/l/chat/0/0?users=${bot}`;
