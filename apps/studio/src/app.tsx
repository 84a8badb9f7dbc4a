/** Providers: server data, the port to the server, routes, toasts. */
import { StudioPortProvider } from '@evalflow/components/react'
import { Toaster } from '@evalflow/ui'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { queryClient } from './api/query-client.ts'
import { studioPort } from './api/studio-port.ts'
import { router } from './router.tsx'

export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <StudioPortProvider value={studioPort}>
        <RouterProvider router={router} />
        <Toaster />
      </StudioPortProvider>
    </QueryClientProvider>
  )
}
