"""What officers do at their pages, step by step, as a hand and an eye do it."""

from __future__ import annotations

import re
from urllib.parse import urlparse

from playwright.sync_api import Locator, Page, expect

from tests.flow.country_flow import Running
from tests.flow.desk_flow import Desk
from tests.flow.people_flow import Person

DRAWN = "#ttd canvas"


def here(page: Page) -> str:
    return urlparse(page.url).path


def take_a_ticket(kiosk: Desk, letter: str) -> str:
    """Two touches; the number."""
    kiosk.opened("/publik/kios/", "kios")
    kiosk.page.get_by_role("link", name=re.compile(rf"^{letter} · ")).click()
    kiosk.look("kios-jalur")
    kiosk.press("Tidak, ambil nomor biasa")
    number = kiosk.page.locator(".ticket").inner_text().strip()
    kiosk.look("kios-nomor")
    return number


def sit_down(desk: Desk, loket: int) -> None:
    desk.opened("/loket/", "loket")
    desk.page.locator("#loket").fill(str(loket))
    desk.page.locator("#loket").press("Enter")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(f"Loket {loket}")


def fill_row(desk: Desk, at: int, service: str, need: str = "", need_by: str = "") -> None:
    """Ticks the row of the visit's table at `at` (0 is the first) and chooses what is asked for."""
    field = f"#id_baris-{at}-"
    desk.page.locator(f"{field}pick").check()
    desk.page.locator(f"{field}service").select_option(service)
    if need:
        desk.page.locator(f"{field}need").select_option(need)
    if need_by:
        desk.page.locator(f"{field}need_by").fill(need_by)


def rows_of_family(desk: Desk) -> list[str]:
    """The NIKs in the visit's table, row by row."""
    boxes = desk.page.locator("input[name^='baris-'][name$='-nik']").all()
    return [re.sub(r"\D", "", box.input_value()) for box in boxes]


def open_visit(desk: Desk, person: Person, *, service: str, need: str = "", need_by: str = "") -> str:
    """A visit without a ticket; the tracking code."""
    desk.opened(f"/loket/kunjungan/baru/?nik={person.nik}", "kunjungan-baru")
    fill_row(desk, rows_of_family(desk).index(person.nik), service, need, need_by)
    desk.press("Simpan & cetak tanda terima")
    return desk.page.locator("#kode").inner_text().strip()


def draw(page: Page, canvas: Locator) -> None:
    """A signature by mouse."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    x, y = box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.6
    page.mouse.move(x, y)
    page.mouse.down()
    for n in range(1, 9):
        page.mouse.move(x + n * box["width"] * 0.09, y - (n % 3) * box["height"] * 0.2)
    page.mouse.up()


def begin_recording(desk: Desk, person: Person) -> None:
    desk.opened("/rekam/", "rekam")
    desk.page.locator("#nik-rekam").fill(person.nik)
    desk.page.locator("#nik-rekam").press("Enter")
    desk.says(person.name)
    desk.look("rekam-mulai")
    desk.page.locator("form[method=post]").get_by_role("button", name="Mulai perekaman").click()
    expect(desk.page.locator("#j-data")).to_be_visible()
    desk.look("rekam-sesi")


def record(running: Running, desk: Desk, person: Person, *, body: str = "") -> str:
    """From the NIK to the sealed packet; the record's id. body: whose fingers stand at the training scanner."""
    begin_recording(desk, person)
    page = desk.page
    page.locator("#data").get_by_role("button", name="Tanda tangan peraga").click()
    page.locator("#foto").get_by_role("button", name="Foto peraga").click()
    expect(page.locator("#foto")).to_contain_text("foto tersimpan")
    draw(page, page.locator(DRAWN))
    page.locator("#ttd").get_by_role("button", name="Simpan tanda tangan").click()
    expect(page.locator("#ttd")).to_contain_text("tanda tangan tersimpan")
    if body:
        page.locator("#orang").fill(body)
    page.locator("#jari").get_by_role("button", name="Ambil jari yang belum ada").click()
    page.locator("#iris").get_by_role("button", name="Ambil kedua iris").click()
    expect(page.locator("#selesai")).to_contain_text("semua bagian lengkap")
    page.get_by_role("button", name="Rekam dan segel").click()
    desk.says("Perekaman tersimpan")
    desk.look("rekaman")
    return here(page).rstrip("/").split("/")[-1]


def order_replacement(desk: Desk, owner: Person) -> None:
    desk.opened(f"/kartu/ganti/{owner.nik}/", "ganti")
    desk.page.locator("input[name=reason][value=hilang]").check()
    desk.page.locator("#id_evidence").fill("STPLK/771/XI/2026/Polsek")
    desk.press("Masukkan ke antrean cetak")
    desk.says("Kartu pengganti masuk antrean cetak.")


def print_next(desk: Desk, count: int, printer: str) -> None:
    desk.opened("/kartu/antrean/", "antrean-cetak")
    desk.page.locator("#id_n").fill(str(count))
    desk.page.locator("#id_printer").select_option(printer)
    desk.press("Cetak kartu berikutnya")
    desk.look("cetak-tanya")
    desk.press(f"Cetak {count} kartu", exact=True)
    desk.says(f"{count} kartu dikirim ke {printer}.")
    desk.look("di-pencetak")


OUT = """SELECT CASE WHEN out_at IS NULL THEN '' ELSE 'keluar' END FROM cards_printorder
 WHERE nik = %s AND state <> 'batal' ORDER BY joined_at DESC LIMIT 1"""


def check_card(running: Running, desk: Desk, nik: str) -> str:
    """Once the printer says that it is out: held, compared, its NIK typed, put where the page says. Returns the place."""
    running.until(OUT, nik, wanted="keluar")
    desk.opened("/kartu/periksa/", "periksa-kartu")
    desk.page.locator("#nik-kartu").fill(nik)
    desk.press("Baik", exact=True)
    desk.says("taruh di rak")
    desk.look("periksa-kartu-ditaruh")
    return str(running.value("SELECT shelf FROM cards_printorder WHERE nik = %s AND state = 'tercetak'", nik))


def hand_over(desk: Desk, person: Person) -> None:
    """By whatever is recognised first: one press in eleven is not, at this scanner as in life, and then the ladder goes on."""
    given = re.compile("Kartu diserahkan\\.")
    for step, at in (("telunjuk", 0), ("telunjuk", 1), ("jari_lain", 0), ("jari_lain", 3), ("iris", 0)):
        desk.opened(f"/kartu/serahkan/{person.nik}/", "serahkan")
        form = desk.page.locator("form.tile").filter(has=desk.page.locator(f"input[name=method][value={step}]"))
        form.locator("select[name=part]").select_option(index=at)
        with desk.page.expect_navigation():
            form.get_by_role("button", name="Periksa dan serahkan").click()
        if given.search(desk.text()):
            desk.look("pesanan")
            return
    raise AssertionError(f"nothing of {person.name} was recognised:\n{desk.text()}")


def turn(desk: Desk, name: str, *, cut: bool) -> None:
    """The training switch of one dependency, by its page."""
    desk.opened("/gangguan/", "gangguan")
    row = desk.page.locator(f"tr#{name}")
    row.get_by_role("link", name="Putus (latihan)" if cut else "Sambungkan lagi").click()
    desk.look("sakelar")
    desk.page.locator("form[data-once] button[type=submit]").last.click()
    desk.says("diputus." if cut else "disambungkan lagi")
