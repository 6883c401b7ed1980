/* SPDX-License-Identifier: MIT */
/*
 * What we ask a loader that speaks Limine's protocol: constants that it looks for in the
 * image. On its own, so that only kernels which use the answers carry the questions.
 */
#include <bootmem/limine.h>

#define REQUEST(a, b) { .id = { 0xc7b1dd30df4c8b88, 0x0a82e883a194f07b, a, b } }

volatile struct limine_requests limine_requests
	__attribute__((used, section(".limine_requests"))) = {
	.base_revision = { 0xf9562b2d5c95a6c8, 0x6a7b384944536bdc, LIMINE_BASE_REVISION },
	.memory_map = REQUEST(0x67cf3d9d378a806f, 0xe304acdfc50c3c62),
	.direct_map = REQUEST(0x48dcf1cb8ad2b852, 0x63984e959a98244b),
	.executable_address = REQUEST(0x71ba76863cc55f63, 0xb2644a48c516a487),
	.executable_file = REQUEST(0xad97e90e83f1ed67, 0x31eb5d1c5ff23b69),
	.modules = REQUEST(0x3e7e279702be32af, 0xca1c4f3bd1280cee),
	.framebuffer = REQUEST(0x9d5827dcd881dd75, 0xa3148604f6fab11b),
	.rsdp = REQUEST(0xc5e77b6b397e7b43, 0x27637845accdcf3c),
	.device_tree = REQUEST(0xb40ddb48fb54bac7, 0x545081493f81ffb7),
};
