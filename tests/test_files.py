"""Files and folders that are there whole or not at all, at the place that was asked for."""

import os
import time

import pytest

from stargate.files import target, whole_folder, write_whole


def written_to(path, text="new"):
    with target(path) as real:
        write_whole(real, text)


def test_links_are_followed(tmp_path):
    (tmp_path / "file").write_text("old")
    (tmp_path / "link").symlink_to("file")
    written_to(tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "file").read_text() == "new"
    (tmp_path / "ahead").symlink_to("not_yet")
    written_to(tmp_path / "ahead")
    assert (tmp_path / "not_yet").read_text() == "new"


def test_what_is_no_file_stays(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no regular file") as error:
        written_to(tmp_path / "pipe")
    assert error.value.filename == str(tmp_path / "pipe")
    with pytest.raises(IsADirectoryError):
        written_to(tmp_path)
    assert os.listdir(tmp_path) == ["pipe"]


def test_errors_name_what_was_asked_for(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match=r"Not a directory|File exists") as error:
        written_to(tmp_path / "file" / "inner")
    assert error.value.filename == str(tmp_path / "file" / "inner")
    (tmp_path / "folder" / "full").mkdir(parents=True)
    with pytest.raises(OSError, match="not empty") as error, whole_folder(tmp_path / "folder"):
        pass
    assert error.value.filename == str(tmp_path / "folder")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_what_killed_processes_left_is_swept_and_what_living_ones_fill_stays(tmp_path):
    def aged(folder, seconds):
        os.utime(folder, (time.time() - seconds,) * 2)

    left, young = tmp_path / ".a.1.part", tmp_path / ".b.2.part"
    left.mkdir()
    young.mkdir()
    aged(left, 120)
    with whole_folder(tmp_path / "one") as living:
        assert not left.exists()
        aged(living, 120)
        with whole_folder(tmp_path / "two"):
            assert living.exists()
    assert sorted(os.listdir(tmp_path)) == [young.name, "one", "two"]
