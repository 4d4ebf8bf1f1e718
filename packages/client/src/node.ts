export { fileSessions } from './session/file-sessions.ts'
