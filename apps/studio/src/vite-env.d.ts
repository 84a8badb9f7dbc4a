/// <reference types="vite/client" />

/** Registers all German texts. Made by languages-apart.ts. */
declare module 'virtual:german' {}
