/** Where Microsoft 365 is reached. GCC is in the global cloud. */
export const clouds = {
  'global': { signIn: 'login.microsoftonline.com', graph: 'graph.microsoft.com', teams: undefined },
  'gcc': { signIn: 'login.microsoftonline.com', graph: 'graph.microsoft.com', teams: undefined },
  'gcc-high': { signIn: 'login.microsoftonline.us', graph: 'graph.microsoft.us', teams: 'TeamsGCCH' },
  'dod': { signIn: 'login.microsoftonline.us', graph: 'dod-graph.microsoft.us', teams: 'TeamsDOD' },
  'china': { signIn: 'login.chinacloudapi.cn', graph: 'microsoftgraph.chinacloudapi.cn', teams: 'TeamsChina' },
} as const satisfies Record<string, { signIn: string; graph: string; teams: string | undefined }>;

export type Cloud = keyof typeof clouds;
