export { checkPageSize, type ListQuery, type ListResult, listPage, type PageRequest } from './list-page.ts'
export { decodePageToken, encodePageToken } from './page-token.ts'
