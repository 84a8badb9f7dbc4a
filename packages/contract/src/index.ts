export * from './studio/studio-api.ts'
