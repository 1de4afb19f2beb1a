using ChatRoom.Server.Log.Segments;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Log;

internal sealed class FullDiskTests
{
    [Test]
    public void A_failed_commit_changes_nothing_and_the_next_one_starts_afresh([Values(0, 1, 50, 100, 150)] int free)
    {
        using var log = new ScratchLog();
        var disk = new FullDisk();
        string expected;
        using (var store = log.Open(disk.Options))
        {
            expected = ScratchLog.SayAndCommit(store, 3);
            var file = File.ReadAllBytes(log.Files.Single());
            disk.Free = free;

            for (var attempt = 0; attempt < 2; attempt++)
            {
                ScratchLog.Say(store, 4, "lost", ScratchLog.Alice, number: 1);
                ScratchLog.Say(store, 5, "lost, too", ScratchLog.Bob, number: 1);
                ScratchLog.Say(store, 6, "all of it");
                Assert.That(store.TryCommit(out var whyNot), Is.False);
                Assert.That(whyNot, Is.EqualTo($"cannot write {log.Files.Single()}: no space left on device"));
                Assert.That(File.ReadAllBytes(log.Files.Single()), Is.EqualTo(file));
                Assert.That((store.LastId, store.State.LastTime, store.State.Sessions.Count), Is.EqualTo((3, 3, 0)));
                Assert.That(ScratchLog.Read(store), Is.EqualTo(expected));
            }

            Assert.That(store.TryCommit(out _), "the failed records are not written later");
            disk.Free = long.MaxValue;
            expected += ScratchLog.Say(store, 4, "said");
            ScratchLog.Commit(store);
            Assert.That(ScratchLog.Read(store), Is.EqualTo(expected));
        }

        using var again = log.Open();
        Assert.That(ScratchLog.Read(again), Is.EqualTo(expected));
        Assert.That(log.Reports, Is.Empty);
    }

    [Test]
    public void A_segment_that_cannot_be_created_is_created_later([Values(0, 20)] int free)
    {
        using var log = new ScratchLog();
        var disk = new FullDisk();
        string expected;
        using (var store = log.Open(disk.Options))
        {
            Refuse(1);
            expected = ScratchLog.SayAndCommit(store, 30, length: 2000);
            Refuse(31);
            Assert.That(log.Files, Has.Length.EqualTo(1), "no unfinished file stays");
            expected += ScratchLog.SayAndCommit(store, 30, length: 2000);
            Assert.That(log.Files, Has.Length.EqualTo(2));

            void Refuse(int id)
            {
                disk.Free = free;
                for (var line = 0; line < 20; line++)
                {
                    ScratchLog.Say(store, id + line, new string('x', 4000));
                }

                Assert.That(store.TryCommit(out var whyNot), Is.False);
                Assert.That(whyNot, Is.EqualTo($"cannot make a file in {log.RoomPath}: no space left on device"));
                disk.Free = long.MaxValue;
            }
        }

        using var again = log.Open();
        Assert.That(ScratchLog.Read(again), Is.EqualTo(expected));
    }

    [Test]
    public void After_a_bug_during_a_write_the_next_commit_writes_only_its_own_records()
    {
        using var log = new ScratchLog();
        var isWrong = false;
        var options = new StoreOptions { Write = (file, bytes, offset) => Disk.Write(file, isWrong ? throw new InvalidOperationException() : bytes, offset) };
        using var store = log.Open(options);
        var expected = ScratchLog.SayAndCommit(store, 1);
        isWrong = true;
        ScratchLog.Say(store, 2, "lost");
        Assert.That(() => store.TryCommit(out _), Throws.InvalidOperationException);
        isWrong = false;
        expected += ScratchLog.SayAndCommit(store, 2);

        Assert.That(ScratchLog.Read(store), Is.EqualTo(expected));
    }

    [Test]
    public void A_folder_that_cannot_be_created_is_reported()
    {
        using var log = new ScratchLog();
        File.WriteAllText(log.RoomPath, "");
        using var store = log.Open();
        ScratchLog.Say(store, 1, "lost");

        Assert.That(store.TryCommit(out var whyNot), Is.False);

        Assert.That(whyNot, Does.StartWith($"cannot make a file in {log.RoomPath}: "));
        File.Delete(log.RoomPath);
        Assert.That(ScratchLog.SayAndCommit(store, 1), Is.EqualTo(ScratchLog.Read(store)));
    }
}
