using ChatRoom.Protocol;
using NUnit.Framework;

namespace ChatRoom.Tests.Protocol;

internal sealed class LookAlikeTests
{
    [TestCase("alice", "alice")]
    [TestCase("alice", "ALICE")]
    [TestCase("alice", "a1ice")]
    [TestCase("alice", "aIice")]
    [TestCase("alice", "a|1ce")]
    [TestCase("bob", "b0b")]
    [TestCase("Bob", "bOB")]
    [TestCase("l1Ii|", "|||||")]
    public void Names_that_look_alike_are_equal(string one, string other)
    {
        Assert.That(LookAlike.Comparer.Equals(Name(one), Name(other)));
        Assert.That(LookAlike.Comparer.GetHashCode(Name(one)), Is.EqualTo(LookAlike.Comparer.GetHashCode(Name(other))));
    }

    [TestCase("alice", "alicia")]
    [TestCase("alice", "alice_")]
    [TestCase("web-1", "web_1")]
    [TestCase("web.1", "web-1")]
    [TestCase("b0b", "b8b")]
    [TestCase("bob_2", "bob_3")]
    [TestCase("a[b", "a{b")]
    public void Names_that_look_different_are_not_equal(string one, string other) =>
        Assert.That(LookAlike.Comparer.Equals(Name(one), Name(other)), Is.False);

    private static Nickname Name(string name) => Nickname.TryParse(name, out var parsed) ? parsed : throw new ArgumentException(name);
}
