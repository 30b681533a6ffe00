"""Part I of the pupil's health record: birth, past illness, vaccines (TTLT 13/2016 Mẫu 01)."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, relationship

from models.base import Base, col, enum_type
from models.pupils.pupil import Pupil


class BirthHistory(StrEnum):
    """How a pupil was born, as the form asks it."""

    NORMAL = "normal"
    PRETERM = "preterm"
    ASSISTED = "assisted"
    ASPHYXIA = "asphyxia"


class HealthProfile(Base):
    """What a family told the school nurse of a pupil, once and with every change."""

    __tablename__ = "health_profile"
    __table_args__ = (
        UniqueConstraint("pupil_id", info={"vi": "Em này đã có tiền sử sức khỏe."}),
        CheckConstraint("birth_order BETWEEN 1 AND 30", name="birth_order_plausible"),
        CheckConstraint("children BETWEEN 1 AND 30", name="children_plausible"),
    )
    label = "tiền sử sức khỏe"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    birth_order: Mapped[int | None] = col("Con thứ mấy")
    children: Mapped[int | None] = col("Số con trong nhà")
    birth: Mapped[BirthHistory | None] = col("Lúc sinh", enum_type(BirthHistory))
    asthma: Mapped[bool] = col("Hen", default=False)
    epilepsy: Mapped[bool] = col("Động kinh", default=False)
    heart_defect: Mapped[bool] = col("Tim bẩm sinh", default=False)
    allergy: Mapped[str | None] = col("Dị ứng", String(200), help="tôm, cua; thuốc kháng sinh")
    other_illness: Mapped[str | None] = col("Bệnh khác", String(300))
    treatment: Mapped[str | None] = col("Đang điều trị", String(300), help="bệnh, thuốc đang dùng")

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")

    def alerts(self) -> list[str]:
        """Say in a few words what must be known before anything is done for the pupil."""
        told = (
            (self.asthma, "hen"),
            (self.epilepsy, "động kinh"),
            (self.heart_defect, "tim bẩm sinh"),
            (self.allergy, f"dị ứng {self.allergy}"),
            (self.treatment, f"đang điều trị {self.treatment}"),
        )
        return [words for there, words in told if there]


class Vaccine(StrEnum):
    """The vaccines that the form lists."""

    BCG = "bcg"
    DPT = "dpt"
    POLIO = "polio"
    HEPATITIS_B = "hepatitis_b"
    MEASLES = "measles"
    ENCEPHALITIS = "encephalitis"
    OTHER = "other"


class Vaccinated(StrEnum):
    """The three columns of the form: có, không, không nhớ."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Vaccination(Base):
    """Whether a pupil had a vaccine, reviewed at entry to primary school (NĐ 165/2026)."""

    __tablename__ = "vaccination"
    __table_args__ = (
        UniqueConstraint("pupil_id", "vaccine", "name", info={"vi": "Vắc xin này đã ghi."}),
    )
    label = "tiêm chủng"

    pupil_id: Mapped[int] = col("Học sinh", ForeignKey("pupil.id"))
    vaccine: Mapped[Vaccine] = col("Vắc xin", enum_type(Vaccine))
    name: Mapped[str | None] = col("Tên vắc xin khác", String(100))
    given: Mapped[Vaccinated] = col("Đã tiêm", enum_type(Vaccinated))

    pupil: Mapped[Pupil] = relationship(lazy="raise_on_sql")
