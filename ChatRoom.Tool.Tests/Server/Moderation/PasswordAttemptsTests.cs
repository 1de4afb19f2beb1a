using System.Net;
using ChatRoom.Server.Moderation;
using ChatRoom.Server.Options;
using ChatRoom.Tests.Support.Time;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Moderation;

internal sealed class PasswordAttemptsTests
{
    private static readonly IPAddress Somewhere = IPAddress.Parse("192.0.2.7");

    private readonly ManualTime _time = new();
    private readonly Password _password = new("a b"u8);
    private readonly PasswordAttempts _passwordAttempts;

    public PasswordAttemptsTests() => _passwordAttempts = new PasswordAttempts(_time);

    [Test]
    public void After_the_limit_not_even_a_right_password_is_checked_until_the_window_is_over()
    {
        for (var i = 1; i <= PasswordAttempts.MaxWrong; i++)
        {
            Assert.That(Try("x"u8, Somewhere), Is.EqualTo(new PasswordAttempt(PasswordVerdict.Wrong, i, TimeSpan.Zero)));
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(Try("a b"u8, Somewhere), Is.EqualTo(new PasswordAttempt(PasswordVerdict.Blocked, PasswordAttempts.MaxWrong, PasswordAttempts.Window - TimeSpan.FromSeconds(10))));
        _time.Advance(PasswordAttempts.Window - TimeSpan.FromSeconds(10));
        Assert.That(Try("a b"u8, Somewhere).PasswordVerdict, Is.EqualTo(PasswordVerdict.Right));
    }

    [Test]
    public void A_right_password_allows_no_more_attempts()
    {
        for (var i = 1; i < PasswordAttempts.MaxWrong; i++)
        {
            Try("x"u8, Somewhere);
            Assert.That(Try("a b"u8, Somewhere).PasswordVerdict, Is.EqualTo(PasswordVerdict.Right));
        }

        Try("x"u8, Somewhere);
        Assert.That(Try("a b"u8, Somewhere).PasswordVerdict, Is.EqualTo(PasswordVerdict.Blocked));
    }

    [Test]
    public void Addresses_of_one_IPv6_network_count_as_one()
    {
        for (var i = 1; i <= PasswordAttempts.MaxWrong; i++)
        {
            Try("x"u8, IPAddress.Parse($"2001:db8:0:1::{i}"));
        }

        Assert.That(Try("a b"u8, IPAddress.Parse("2001:db8:0:1:ffff::")).PasswordVerdict, Is.EqualTo(PasswordVerdict.Blocked));
        Assert.That(Try("a b"u8, IPAddress.Parse("2001:db8:0:2::1")).PasswordVerdict, Is.EqualTo(PasswordVerdict.Right));
        Assert.That(Try("a b"u8, IPAddress.Parse("::ffff:192.0.2.7")).PasswordVerdict, Is.EqualTo(PasswordVerdict.Right));
    }

    [Test]
    public void The_number_of_remembered_addresses_is_limited_and_they_are_forgotten_in_time()
    {
        for (var i = 0; i < PasswordAttempts.MaxAddresses + 1000; i++)
        {
            Try("x"u8, new IPAddress(0x0A000000 + i));
        }

        Assert.That(_passwordAttempts.Count, Is.EqualTo(PasswordAttempts.MaxAddresses));
        _time.Advance(PasswordAttempts.Window);
        Try("x"u8, Somewhere);
        Assert.That(_passwordAttempts.Count, Is.EqualTo(1));
    }

    [Test]
    public void Simultaneous_attempts_count_like_successive_ones()
    {
        var wrong = 0;
        Parallel.For(0, 1000, _ => Interlocked.Add(ref wrong, Try("x"u8, Somewhere).PasswordVerdict == PasswordVerdict.Wrong ? 1 : 0));
        Assert.That(wrong, Is.EqualTo(PasswordAttempts.MaxWrong));
    }

    private PasswordAttempt Try(ReadOnlySpan<byte> given, IPAddress from) => _passwordAttempts.Check(_password, given, from);
}
