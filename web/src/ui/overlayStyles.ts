// SPDX-License-Identifier: MIT
// The stylesheets of dialogs and drawers; none of them belongs to the first load.

import '@mantine/core/styles/Overlay.layer.css';
import '@mantine/core/styles/ModalBase.layer.css';
import '@mantine/core/styles/Modal.layer.css';
import '@mantine/core/styles/Drawer.layer.css';
