namespace ChatRoom.Tests.Support.Values;

/// <summary>Leaves everything that is shuffled in its order.</summary>
internal sealed class SameOrder : Random
{
    public override int Next(int minValue, int maxValue) => minValue;
}
