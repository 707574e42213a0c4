// SPDX-License-Identifier: MIT
// The pages before sign-in, in one piece of code that the panel itself does not load. Who is signed in is led
// on from all of them but those that mailed links open.

import type { ReactNode } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { useSession } from '../../api/me';
import { AcceptInvitePage } from './AcceptInvitePage';
import { AuthLayout } from './AuthLayout';
import { ForgotPasswordPage } from './ForgotPasswordPage';
import { AUTH_PATHS, nextPath } from './paths';
import { RegisterPage } from './RegisterPage';
import { ResetPasswordPage } from './ResetPasswordPage';
import { SignInPage } from './SignInPage';

export default function AuthPages() {
  return (
    <AuthLayout>
      <Routes>
        <Route path={AUTH_PATHS.signIn} element={<Outside page={<SignInPage />} />} />
        <Route path={AUTH_PATHS.register} element={<Outside page={<RegisterPage />} />} />
        <Route
          path={AUTH_PATHS.forgotPassword}
          element={<Outside page={<ForgotPasswordPage />} />}
        />
        <Route path={AUTH_PATHS.resetPassword} element={<ResetPasswordPage />} />
        <Route path={AUTH_PATHS.acceptInvite} element={<AcceptInvitePage />} />
      </Routes>
    </AuthLayout>
  );
}

function Outside({ page }: { page: ReactNode }) {
  const { kind } = useSession();
  const { search } = useLocation();
  return kind === 'anonymous' ? page : <Navigate to={nextPath(search)} replace />;
}
