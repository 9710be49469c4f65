import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { listenToKeys } from './lib/keys.ts'
import { speak } from './lib/language.ts'
import { showTheme, themeNow } from './lib/theme.ts'
import { client, router } from './routes/tree.tsx'
import './ui/tokens.css'
import './ui/frame.css'
import './ui/parts.css'
import './ui/tables.css'
import './ui/lists.css'
import './ui/charts.css'
import './ui/dialogs.css'
import './ui/clauses.css'
import './ui/workbench.css'
import './ui/record.css'
import './ui/secrets.css'
import './ui/print.css'

const page = document.querySelector('#page')
if (page === null) throw new Error('The page has no place to show anything.')

showTheme(themeNow())
listenToKeys()
// The first text is already in the reader's language.
await speak()
createRoot(page).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
