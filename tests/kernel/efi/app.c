/* SPDX-License-Identifier: MIT */
/*
 * app.c - an EFI application that carries a kernel: puts it where it runs, collects what EFI
 * knows into a struct boot_efi, leaves boot services, and enters it. x86_64 and AArch64.
 *
 *	| kernel, .bss included | struct boot_efi | command line | memory map | others |
 *
 * is one piece of loader data, so that a kernel that finds the first has mapped the rest.
 * On x86_64 a word on the command line makes it another loader: with "boot_params" it enters
 * the kernel as the Linux boot protocol says for 64 bits, with "limine" as Limine's does.
 */
#include <bootmem/firmware.h>

#include "efi.h"
#include "target.h"

#define PAGE	       4096ULL
#define MAP_ROOM       (64 * PAGE) /* firmware with more than 5000 descriptors is unheard of */
#define MAP_AT	       (2 * PAGE)  /* all behind the kernel */
#define OTHERS_AT      (MAP_AT + MAP_ROOM)
#define OTHERS_ROOM    (64 * PAGE)
#define ROOM	       (OTHERS_AT + OTHERS_ROOM)

static struct efi_system_table *system;
static struct efi_boot_services *boot;

/* From kernel.S: the flat kernel. */
extern const u8 kernel_image[], kernel_image_end[];

/* The compiler calls this. */
void *memcpy(void *restrict to, const void *restrict from, size_t len);
void *memset(void *to, int byte, size_t len);
efi_status efi_main(void *image, struct efi_system_table *table);

void *memcpy(void *restrict to, const void *restrict from, size_t len)
{
	for (size_t i = 0; i < len; i++)
		((volatile u8 *)to)[i] = ((const u8 *)from)[i];
	return to;
}

void *memset(void *to, int byte, size_t len)
{
	for (size_t i = 0; i < len; i++)
		((volatile u8 *)to)[i] = (u8)byte;
	return to;
}

static void say(const u16 *sentence)
{
	system->out->output(system->out, sentence);
}

static bool same_guid(const struct efi_guid *a, const struct efi_guid *b)
{
	const u8 *x = (const u8 *)a, *y = (const u8 *)b;
	size_t i = 0;

	while (i < sizeof(*a) && x[i] == y[i])
		i++;
	return i == sizeof(*a);
}

static u64 find_table(struct efi_guid guid)
{
	for (u64 i = 0; i < system->nr_tables; i++)
		if (same_guid(&system->tables[i].guid, &guid))
			return system->tables[i].address;
	return 0;
}

static u64 pages(u64 bytes)
{
	return (bytes + PAGE - 1) / PAGE;
}

/* ---- what there is besides memory ---- */

/* From UTF-16, as a loader's options are. Returns its bytes, the NUL counted. */
static u64 copy_command_line(void *image, char *to)
{
	const struct efi_guid guid = EFI_LOADED_IMAGE;
	struct efi_loaded_image *loaded = NULL;
	u64 len = 0;

	if (!EFI_ERROR(boot->handle_protocol(image, &guid, &loaded)) && loaded->options)
		while (len < loaded->options_size / 2 && len < BOOT_COMMAND_LINE - 1 &&
		       loaded->options[len]) {
			to[len] = (char)loaded->options[len];
			len++;
		}
	to[len] = '\0';
	return len + 1;
}

/* A vendor's media device path, and its end. */
struct initrd_path {
	u8 type, subtype, len[2];
	struct efi_guid vendor;
	u8 end[4];
} __attribute__((packed));

static void load_initrd(struct boot_efi *info)
{
	static const struct initrd_path media = { 4, 3, { 20, 0 }, EFI_INITRD_MEDIA,
						  { 0x7f, 0xff, 4, 0 } };
	const struct efi_guid guid = EFI_LOAD_FILE_2;
	struct efi_load_file *file = NULL;
	const void *path = &media;
	u64 size = 0, address = TARGET_REACH;
	void *handle;

	if (EFI_ERROR(boot->locate_device_path(&guid, &path, &handle)) ||
	    EFI_ERROR(boot->handle_protocol(handle, &guid, &file)))
		return;
	file->load(file, path, false, &size, NULL);
	if (!size || EFI_ERROR(boot->allocate_pages(EFI_PAGES_BELOW, EFI_LOADER_DATA, pages(size),
						    &address)))
		return;
	if (EFI_ERROR(file->load(file, path, false, &size, (void *)(uintptr_t)address)))
		return;
	info->initrd = address;
	info->initrd_size = size;
}

static void find_framebuffer(struct boot_efi *info)
{
	const struct efi_guid guid = EFI_GRAPHICS;
	struct efi_graphics *graphics = NULL;

	if (EFI_ERROR(boot->locate_protocol(&guid, NULL, &graphics)) || !graphics->mode)
		return;
	info->framebuffer = graphics->mode->framebuffer;
	info->framebuffer_size = graphics->mode->framebuffer_size;
}

static void find_tables(struct boot_efi *info)
{
	info->system_table = (uintptr_t)system;
	info->rsdp = find_table((struct efi_guid)EFI_ACPI_2);
	if (!info->rsdp)
		info->rsdp = find_table((struct efi_guid)EFI_ACPI_1);
	info->dtb = find_table((struct efi_guid)EFI_DEVICE_TREE);
}

/* ---- the way out ---- */

/* The map must be the one that boot services end with: nothing is called in between. */
static efi_status leave(void *image, struct boot_efi *info)
{
	efi_status status = 0;

	for (unsigned int i = 0; i < 3; i++) {
		u64 key;
		u32 version;

		info->map_size = MAP_ROOM;
		status = boot->get_memory_map(&info->map_size, (void *)(uintptr_t)info->map, &key,
					      &info->descriptor_size, &version);
		info->descriptor_version = version;
		if (!EFI_ERROR(status))
			status = boot->exit_boot_services(image, key);
		if (!EFI_ERROR(status))
			return status;
	}
	return status;
}

/* The kernel where it runs. Returns its address, and that of what comes behind it. */
static u64 place_kernel(u64 *behind)
{
	u64 bytes = pages(target_kernel_bytes(kernel_image)) * PAGE;
	u64 kernel = target_place(boot, kernel_image, pages(bytes + ROOM));

	if (kernel)
		memcpy((void *)(uintptr_t)kernel, kernel_image,
		       (size_t)(kernel_image_end - kernel_image));
	*behind = kernel + bytes;
	return kernel;
}

efi_status efi_main(void *image, struct efi_system_table *table)
{
	u64 kernel, behind;
	efi_status status;
	struct boot_efi *info;
	char *command_line;

	system = table;
	boot = table->boot;
	kernel = place_kernel(&behind);
	if (!kernel) {
		say(u"boot_efi: there is no room where the kernel runs.\r\n");
		return 1ULL << 63 | 9; /* EFI_OUT_OF_RESOURCES */
	}
	info = (struct boot_efi *)(uintptr_t)behind;
	memset(info, 0, ROOM);
	command_line = (char *)(uintptr_t)(behind + PAGE);
	info->magic = BOOT_EFI_MAGIC;
	info->command_line = behind + PAGE;
	info->map = behind + MAP_AT;
	copy_command_line(image, command_line);
	load_initrd(info);
	find_framebuffer(info);
	find_tables(info);
	status = leave(image, info);
	if (EFI_ERROR(status)) {
		say(u"boot_efi: boot services cannot be left.\r\n");
		return status;
	}
	target_enter(kernel, behind - kernel, info, (u8 *)info + OTHERS_AT, OTHERS_ROOM);
}
