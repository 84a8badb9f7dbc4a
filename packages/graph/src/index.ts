export * from './component-spec.ts'
export * from './field-spec.ts'
export * from './flow.ts'
