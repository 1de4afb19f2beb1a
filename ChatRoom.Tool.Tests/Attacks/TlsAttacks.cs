using System.Net.Security;

namespace ChatRoom.Tests.Attacks;

/// <summary>What is done to a server that speaks TLS by whoever speaks it badly, or not at all.</summary>
internal static class TlsAttacks
{
    public static readonly Attack[] All =
    [
        new("TLS: garbage for a ClientHello", GarbageAsync),
        new("TLS: garbage that begins as a ClientHello", BeginningAsync),
        new("TLS: plain text", PlainAsync),
        new("TLS: records mutated", (target, dice) => SpoiltAsync(target, dice, stops: false)),
        new("TLS: a handshake that stops", (target, dice) => SpoiltAsync(target, dice, stops: true)),
        new("TLS: records mutated behind the handshake", MutatedBehindAsync),
    ];

    private static async Task GarbageAsync(Target target, Dice dice)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        await attacker.SendAsync(dice.Bytes(dice.Number(1, 20_000)));
        await attacker.LeaveAsync(dice);
    }

    /// <summary>The header of a handshake record of any length, and then not what it says.</summary>
    private static async Task BeginningAsync(Target target, Dice dice)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        byte[] header = [0x16, 3, (byte)dice.Number(0, 4), (byte)dice.Number(0, 255), (byte)dice.Number(0, 255), 1, .. dice.Bytes(dice.Number(0, 600))];
        foreach (var piece in dice.Pieces(header))
        {
            await attacker.SendAsync(piece);
        }

        await target.Beats(dice.Number(0, 5));
        await attacker.LeaveAsync(dice);
    }

    private static async Task PlainAsync(Target target, Dice dice)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        await attacker.SendAsync("mallory\nhello\n"u8.ToArray());
        await attacker.ReadOnAsync(3);
    }

    private static async Task SpoiltAsync(Target target, Dice dice, bool stops)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        using var spoilt = new SpoiltStream(attacker.Socket, dice) { From = dice.Number(0, 900), Stops = stops };
        using var encrypted = new SslStream(spoilt, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        if (stops)
        {
            var handshake = Attacker.HandshakeAsync(encrypted);
            await target.Beats(dice.Number(1, 10));
            attacker.Reset();
            await handshake;
            return;
        }

        await Attacker.HandshakeAsync(encrypted);
        await encrypted.WriteAsync("mallory\nhello\n"u8.ToArray());
        await attacker.LeaveAsync(dice);
    }

    private static async Task MutatedBehindAsync(Target target, Dice dice)
    {
        using var attacker = await Attacker.ConnectPlainAsync(target);
        using var spoilt = new SpoiltStream(attacker.Socket, dice) { From = int.MaxValue };
        using var encrypted = new SslStream(spoilt, leaveInnerStreamOpen: false, static (_, shown, _, _) => shown is not null);
        await Attacker.HandshakeAsync(encrypted);
        await encrypted.WriteAsync("m1\n"u8.ToArray());
        spoilt.From = spoilt.Written + dice.Number(0, 100);
        for (var times = dice.Number(1, 10); times > 0; times--)
        {
            await encrypted.WriteAsync(dice.Bytes(dice.Number(1, 400)));
        }

        await attacker.LeaveAsync(dice);
    }
}
